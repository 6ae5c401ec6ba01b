// Datadog: real-user monitoring with its own replay, and its forwarding of console and errors.
import { datadogLogs } from '@datadog/browser-logs';
import { datadogRum } from '@datadog/browser-rum';

const LEVEL = { open: { defaultPrivacyLevel: 'allow' }, default: {}, masking: { defaultPrivacyLevel: 'mask', enablePrivacyForActionName: true } };

export function datadog(sink, setup) {
  const common = { clientToken: 'pub0000', site: 'datadoghq.com', service: 'laboratory', sessionSampleRate: 100, telemetrySampleRate: 0, allowUntrustedEvents: true };
  datadogLogs.init({ ...common, proxy: ({ path, parameters }) => `${sink}/datadog-logs${path}?${parameters}`, forwardErrorsToLogs: true, forwardConsoleLogs: 'all', forwardReports: 'all' });
  datadogRum.init({
    ...common, ...LEVEL[setup], applicationId: '00000000-0000-4000-8000-000000000000', proxy: ({ path, parameters }) => `${sink}/datadog${path}?${parameters}`,
    sessionReplaySampleRate: 100, startSessionReplayRecordingManually: false, trackUserInteractions: true, trackResources: true, trackLongTasks: true,
  });
  return async () => {
    datadogRum.addAction('laboratory');
    datadogRum.stopSessionReplayRecording();
    datadogRum.stopSession();
    datadogLogs.logger.info('laboratory');
    // What is left goes out when the page is left.
    dispatchEvent(new Event('beforeunload'));
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
    delete document.visibilityState;
  };
}
