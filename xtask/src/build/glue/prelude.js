// Taken when this file is loaded: a script that replaces a member of a prototype later is not asked.
const $global = globalThis;
const { apply: $apply, defineProperty: $define, getOwnPropertyDescriptor: $descriptor, getPrototypeOf: $prototype, setPrototypeOf: $setPrototypeOf } = Reflect;
const $call = Function.prototype.call;
const $uncurry = (f) => f && $call.bind(f);
const $prototypes = [
    'EventTarget', 'Node', 'Document', 'DocumentFragment', 'ShadowRoot', 'Element', 'HTMLElement', 'HTMLInputElement',
    'HTMLButtonElement', 'HTMLLabelElement', 'HTMLSelectElement', 'Event', 'UIEvent', 'KeyboardEvent', 'DOMRectReadOnly',
    'IntersectionObserver', 'IntersectionObserverEntry', 'Promise', 'Function',
].map((name) => $global[name]?.prototype).concat($prototype(Uint8Array.prototype)).filter(Boolean);
const $member = (name, part) => {
    const owners = [];
    const members = [];
    for (const owner of $prototypes) {
        const member = $descriptor(owner, name)?.[part];
        if (member) members[owners.push(owner) - 1] = $uncurry(member);
    }
    return function (target, value) {
        for (let at = target; at; at = $prototype(at)) {
            for (let i = 0; i < owners.length; i++) {
                if (owners[i] === at) return $apply(members[i], undefined, arguments);
            }
        }
        // A member of the object's own, or of a dictionary.
        if (part === 'set') target[name] = value;
        else return part === 'get' ? target[name] : $apply($call, target[name], arguments);
    };
};
const $isPrototypeOf = $uncurry(Object.prototype.isPrototypeOf);
const $WebAssembly = $global.WebAssembly;
const $getter = (owner, name) => $uncurry(owner && $descriptor(owner, name).get);
const $buffer = $getter($WebAssembly?.Memory.prototype, 'buffer');
const $Instance = $WebAssembly?.Instance.prototype;
const $exports = $getter($Instance, 'exports');
const $instantiate = $WebAssembly?.instantiate;
const $instantiateStreaming = $WebAssembly?.instantiateStreaming;
const $DataView = DataView;
// Which of the views below the stock glue's own was made beside.
let $seen;
const $Uint8Array = Uint8Array;
const $bytes = (memory, at, length) => new $Uint8Array($buffer(memory), at >>> 0, length);
const $charCodeAt = $uncurry(String.prototype.charCodeAt);
let $of, $whole;
// One view of all the memory, until it grows: the view of a buffer that is gone has no bytes. To ask for the buffer takes longer.
const $memory = (memory) => {
    if (memory !== $of || $whole[0] === undefined) $whole = new $Uint8Array($buffer($of = memory));
    return $whole;
};
const $set = $uncurry(Uint8Array.prototype.set);
const $fill = $uncurry(Uint8Array.prototype.fill);
const $Error = Error;
const $encoder = new TextEncoder();
const $encodeInto = $uncurry(TextEncoder.prototype.encodeInto);
const $decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const $decode = $uncurry(TextDecoder.prototype.decode);
const $registry = $global.FinalizationRegistry?.prototype;
const $register = $registry ? $uncurry($registry.register) : () => {};
const $unregister = $registry ? $uncurry($registry.unregister) : () => {};
