// A page that imports the two main entries: the wasm is a file of its own.
import { load, checkMobile } from 'realname';
import { defineRealnameForm } from 'realname/element';
import { signup } from './provider.js';

signup(defineRealnameForm);
load().then(() => { document.documentElement.dataset.check = checkMobile('138 0013 8000').state; }, (error) => { document.documentElement.dataset.check = error.code; });
