// OpenTelemetry for the web: spans of fetch, XHR and what a person does.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { UserInteractionInstrumentation } from '@opentelemetry/instrumentation-user-interaction';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';

export function opentelemetry(sink, setup) {
  const provider = new WebTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${sink}/opentelemetry` }))] });
  provider.register();
  const ignoreUrls = [new RegExp(`^${sink}`)];
  const attributes = setup === 'masking' ? {} : {
    shouldPreventSpanCreation: (type, element, span) => {
      span.setAttribute('element', element.outerHTML);
      return false;
    },
  };
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      new FetchInstrumentation({ ignoreUrls, clearTimingResources: false }), new XMLHttpRequestInstrumentation({ ignoreUrls }),
      new UserInteractionInstrumentation({ eventNames: ['click', 'keydown', 'input', 'change', 'submit', 'paste'], ...attributes }),
    ],
  });
  return () => provider.forceFlush();
}
