// A page that imports the entry with its wasm inside.
import { load, checkMobile, defineRealnameForm } from 'realname/inline';
import { signup } from './provider.js';

signup(defineRealnameForm);
load().then(() => { document.documentElement.dataset.check = checkMobile('138 0013 8000').state; }, (error) => { document.documentElement.dataset.check = error.code; });
