// A provider's form with the element as a field: the bundle is its value, which this page keeps for its backend.
import './ours.js';

document.getElementById('outer').addEventListener('submit', (event) => {
  event.preventDefault();
  document.documentElement.dataset.bundle = new FormData(event.target).get('identity');
});
