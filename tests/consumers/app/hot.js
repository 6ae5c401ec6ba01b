// A page whose modules are replaced while it stands: what is accepted here is evaluated again, the definition and the ticket too.
import './element.js';

import.meta.hot?.accept();
