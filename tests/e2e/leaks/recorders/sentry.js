// Sentry: errors, breadcrumbs, spans, replay.
import * as Sentry from '@sentry/browser';

const REPLAY = {
  open: { maskAllText: false, maskAllInputs: false, blockAllMedia: false, mask: [], block: [], ignore: [] },
  default: {},
  masking: { maskAllText: true, maskAllInputs: true, blockAllMedia: true },
};

export function sentry(sink, setup) {
  // Its transports would report one another's requests without end.
  const own = `${sink}/sentry`;
  const replay = Sentry.replayIntegration({
    ...REPLAY[setup], useCompression: setup === 'default', minReplayDuration: 0,
    networkDetailAllowUrls: [/./], networkCaptureBodies: true, stickySession: false,
  });
  Sentry.init({
    dsn: 'http://public@127.0.0.1/1', tunnel: own, tracesSampleRate: 1, replaysSessionSampleRate: 1, sendDefaultPii: setup === 'open',
    integrations: [replay, Sentry.browserTracingIntegration({ idleTimeout: 500 }), Sentry.httpClientIntegration()], transportOptions: { bufferSize: 500 },
    beforeBreadcrumb: (crumb) => (setup === 'masking' && ['console', 'ui.click', 'ui.input'].includes(crumb.category) ? null : crumb),
  });
  return async () => {
    Sentry.captureException(new Error('the laboratory ends'));
    await replay.flush();
    await Sentry.flush(3000);
  };
}
