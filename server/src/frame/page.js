// The page in the frame: everything is in the package.
import { runRealnameFrame } from '/realname/framed.js';

runRealnameFrame(document.getElementById('form'), { endpoint: '/realname/v1' });
