// PostHog: autocapture, errors, and its replay. Everything comes with the bundle, so that nothing is fetched.
import posthogModule from 'posthog-js/dist/module.full.no-external.js';

const posthog = posthogModule.posthog ?? posthogModule.default ?? posthogModule;
const OPTIONS = {
  open: { capture_copied_text: true, autocapture: { capture_copied_text: true }, mask_all_text: false, mask_all_element_attributes: false, session_recording: { maskAllInputs: false, maskTextSelector: null, recordBody: true, recordHeaders: true, blockClass: 'none', ignoreClass: 'none' } },
  default: {},
  masking: { mask_all_text: true, mask_all_element_attributes: true, mask_personal_data_properties: true, session_recording: { maskAllInputs: true, maskTextSelector: '*' } },
};

export function posthog_(sink, setup) {
  posthog.init('phc_laboratory', {
    api_host: `${sink}/posthog`, ui_host: `${sink}/posthog`, autocapture: true, capture_pageview: 'history_change', capture_pageleave: true, capture_exceptions: true,
    capture_performance: { network_timing: true, web_vitals: false }, enable_heatmaps: true, enable_recording_console_log: true, rageclick: true,
    request_batching: false, opt_out_useragent_filter: true, disable_surveys: true, persistence: 'localStorage+cookie', ...OPTIONS[setup],
  });
  posthog.startSessionRecording(true);
  return async () => {
    posthog.capture('laboratory');
    posthog.sessionRecording?._flushBuffer?.();
    posthog.stopSessionRecording();
  };
}
