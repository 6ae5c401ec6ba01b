// One signup on a running demo, by real key events; prints the evidence and the gate's state. Exit code 0 or 1.
// node tests/e2e/demo-check.mjs http://127.0.0.1:PORT
import { browser } from './lab/browser.mjs';
import { SPECIMEN, open } from './lab/person.mjs';

const chromium = await browser();
try {
  const person = await open(chromium, `${process.argv[2]}/signup.html`);
  await person.fill(SPECIMEN);
  await person.press('submit');
  const { id } = await person.event((event) => event.type === 'submitted', 'submitted');
  // The provider's backend asks the gateway with its own credential; the page only relays.
  const evidence = await chromium.driver.executeAsyncScript(
    `const done = arguments[1]; fetch('/provider/signup/' + arguments[0]).then((a) => a.json()).then(done, (e) => done({ failed: String(e) }));`, id);
  console.log('stored evidence:');
  console.log(JSON.stringify(evidence, null, 2));
  console.log(`gate: ${JSON.stringify(evidence.gate)}`);
  if (evidence.gate?.admitted !== true || evidence.result?.outcome !== 'match') throw new Error('the signup was not admitted');
} catch (error) {
  console.error(`demo --check failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await chromium.stop();
}
