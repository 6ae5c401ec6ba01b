// Sensors Analytics (神策): autotrack, heat map.
import sensorsModule from 'sa-sdk-javascript/sensorsdata.es6.min.js';

const sensors = sensorsModule.default ?? sensorsModule;

export function sensors_(sink, setup) {
  sensors.init({
    server_url: `${sink}/sensors?project=laboratory`, is_track_single_page: true, send_type: 'ajax', show_log: false,
    heatmap: setup === 'masking' ? { clickmap: 'not_collect', scroll_notice_map: 'not_collect' }
      : { clickmap: 'default', scroll_notice_map: 'default', collect_tags: { div: { max_level: 3 }, li: true, img: true }, collect_input: () => true, get_vtrack_config: false },
  });
  sensors.quick('autoTrack');
  return async () => { sensors.track('laboratory'); };
}
