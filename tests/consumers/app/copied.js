// A page whose bundler copies no files: the wasm was put on the server by hand.
import { load, checkMobile } from 'realname';
import { defineRealnameForm } from 'realname/element';
import { signup } from './provider.js';

await load({ wasm: new URL('/core.wasm', location.href) });
document.documentElement.dataset.check = checkMobile('138 0013 8000').state;
signup(defineRealnameForm);
