// Every recorder in one set-up. The address of the sink and the set-up are written in when this is bundled.
import { datadog } from './datadog.js';
import { late } from './late.js';
import { opentelemetry } from './opentelemetry.js';
import { posthog_ } from './posthog.js';
import { rrweb } from './rrweb.js';
import { sensors_ } from './sensors.js';
import { sentry } from './sentry.js';

/* global SINK, SETUP */
const flushes = [];
const failures = (window.__failures = []);
for (const recorder of [late, sentry, rrweb, posthog_, opentelemetry, datadog, sensors_]) {
  try {
    flushes.push([recorder.name, recorder(SINK, SETUP)]);
  } catch (error) {
    failures.push(`${recorder.name}: ${error}`);
  }
}
/** Sends what is still kept; `late` last, since it ends with a look at everything. */
window.__flush = async () => {
  for (const [name, flush] of flushes.reverse()) {
    try {
      await flush();
    } catch (error) {
      failures.push(`${name}: ${error}`);
    }
  }
  return failures;
};
