// The part of JSON Schema (draft 2020-12) that docs/schema uses, and no more: an unknown keyword is an error.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../docs/schema/', import.meta.url);
const IGNORED = new Set(['$schema', '$id', '$defs', 'title', 'description', 'then', 'else']);

const typeOf = (value) =>
  Array.isArray(value) ? 'array' : value === null ? 'null' : Number.isInteger(value) ? 'integer' : typeof value;

const keywords = {
  type: (want, value) => typeOf(value) === want,
  const: (want, value) => value === want,
  enum: (want, value) => want.includes(value),
  pattern: (want, value) => typeof value !== 'string' || new RegExp(want, 'u').test(value),
  minLength: (want, value) => typeof value !== 'string' || value.length >= want,
  minimum: (want, value) => typeof value !== 'number' || value >= want,
  maximum: (want, value) => typeof value !== 'number' || value <= want,
  minItems: (want, value) => !Array.isArray(value) || value.length >= want,
  maxItems: (want, value) => !Array.isArray(value) || value.length <= want,
  uniqueItems: (want, value) => !Array.isArray(value) || new Set(value.map((item) => JSON.stringify(item))).size === value.length,
  minProperties: (want, value) => typeOf(value) !== 'object' || Object.keys(value).length >= want,
  dependentRequired: (want, value) => typeOf(value) !== 'object' || Object.entries(want).every(([name, all]) => !(name in value) || all.every((other) => other in value)),
  required: (want, value) => typeOf(value) !== 'object' || want.every((name) => name in value),
};

function validate(root, schema, value, path, errors) {
  if (schema === false) {
    errors.push(`${path} is not a member`);
    return;
  }
  if (schema.$ref) {
    validate(root, root.$defs[schema.$ref.replace('#/$defs/', '')], value, path, errors);
    return;
  }
  for (const [keyword, want] of Object.entries(schema)) {
    if (IGNORED.has(keyword)) continue;
    if (keyword === 'items') {
      if (Array.isArray(value)) value.forEach((item, at) => validate(root, want, item, `${path}/${at}`, errors));
    } else if (keyword === 'if') {
      const not = [];
      validate(root, want, value, path, not);
      const branch = not.length ? schema.else : schema.then;
      if (branch) validate(root, branch, value, path, errors);
    } else if (keyword === 'propertyNames') {
      if (typeOf(value) === 'object') Object.keys(value).forEach((name) => validate(root, want, name, path, errors));
    } else if (keyword === 'prefixItems') {
      want.forEach((each, at) => at in value && validate(root, each, value[at], `${path}/${at}`, errors));
    } else if (keyword === 'properties') {
      for (const [name, each] of Object.entries(want)) {
        if (typeOf(value) === 'object' && name in value) validate(root, each, value[name], `${path}/${name}`, errors);
      }
    } else if (keyword === 'additionalProperties') {
      if (typeOf(value) !== 'object') continue;
      for (const name of Object.keys(value).filter((each) => !(each in (schema.properties ?? {})))) {
        if (want === false) errors.push(`${path}/${name} is not a member`);
        else validate(root, want, value[name], `${path}/${name}`, errors);
      }
    } else if (!(keyword in keywords)) {
      throw new Error(`keyword ${keyword}`);
    } else if (!keywords[keyword](want, value)) {
      errors.push(`${path || '/'} against ${keyword}`);
    }
  }
}

/** What is wrong with a value by the schema of that name; nothing, when it is empty. */
export function faults(name, value) {
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL(`${name}.json`, FOLDER)), 'utf8'));
  const errors = [];
  validate(schema, schema, value, '', errors);
  return errors;
}
