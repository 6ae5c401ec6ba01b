// The page's three languages. zh-CN is what index.html itself says; only the English, and the sentences that scripts
// write, stand here; traditional.js has zh-TW by the sentence of zh-CN. Nothing is stored: the choice lives in the address (?lang=en).

import { traditional } from './traditional.js';

const english = {
  title: 'Real-name authentication · Chenglian (demo)',
  skip: 'Skip to the form',
  demo: 'Demo, not a filed service',
  demo_more: 'Do not enter real identity data',
  nav_demo: 'Demo notice',
  brand: 'Chenglian',
  brand_what: 'Evidence deposit',
  nav_site: 'Site',
  complaint: 'Complaints',
  step: 'Step 2/2',
  colon: ': ',
  h1: 'Real-name authentication',
  lede: 'Article 8 of the Provisions on Blockchain Information Services asks us to establish who you are before you use the service. It opens as soon as the check passes; this step cannot be skipped.',
  account: 'Your account',
  username: 'Username',
  email: 'E-mail',
  account_ref: 'Account no.',
  step1: 'Step 1/2',
  step1_done: 'Done (demo data)',
  hint: 'Demo hints',
  hint_try: 'Try this published specimen; do not enter real data:',
  name: 'Name',
  id_number: 'ID number',
  mobile: 'Mobile',
  copy: 'Copy',
  hint_specimen: 'The number is the specimen printed in GB 11643.',
  hint_names: 'The authority is simulated: whatever is well-formed matches. These names give other answers.',
  out_mismatch: 'name and number differ: not opened',
  out_no_record: 'no record: not opened',
  out_unavailable: 'source unavailable: not opened, try again',
  docs: 'Read before you fill in',
  terms: 'Service Agreement',
  covenant: 'Platform Covenant',
  privacy: 'Personal Information Rules',
  identity: 'Notice, details, consent',
  events: 'Events of the element',
  events_note: 'All that the page is told: states and codes, not one character of what you typed.',
  consents: 'What you agreed to',
  done: 'Authenticated, the service is open',
  done_more: 'The account may now use the service. Name, identity number and mobile number reached the check only inside the sealed part, and were deleted after it.',
  reset: 'Start over',
  receipt: 'What this submission left behind',
  receipt_note: 'Shown for the demo. A real service does not tell the page the details of the check.',
  complaint_how: 'Write to us about unlawful content, or to object to how personal information is handled. Each letter gets a number at once and an answer within fifteen working days.',
  provider: 'Provider',
  legal_name: 'Chenglian Digital Technology Co., Ltd. (demo)',
  filing: 'Blockchain information service filing number',
  filing_fake: 'A sample, not a real filing.',
  filing_query: 'Public filing register',
  legal: 'Rules',
  keep: 'Receipt: view, download, print',
  keep_title: 'Receipt · Chenglian (demo)',
  keep_download: 'Download (JSON)',
  keep_print: 'Print',
  keep_open: 'Open a receipt file',
};

// Sentences only scripts write: [zh-CN, en].
const spoken = {
  gate_closed: ['未完成认证不能使用服务', 'No service before authentication'],
  gate_open: ['已开通', 'Open'],
  loading: ['正在载入实名表单…', 'Loading the form…'],
  ready: ['', ''],
  expired: ['页面停留较久，已换新的凭据，已填内容不受影响。', 'This page was open for a while; it has a new ticket now. What you typed is kept.'],
  pending: ['已提交，正在核验…', 'Submitted, checking…'],
  refused: ['您的不同意已记录。没有任何身份信息离开浏览器，服务未开通。', 'Your refusal is on record. No identity data left the browser; the service stays closed.'],
  not_admitted: ['核验未通过，服务未开通。', 'The check did not pass; the service stays closed.'],
  no_element: ['实名表单没有载入，请刷新页面；仍不行请联系我们。', 'The form did not load. Reload the page, or write to us if it stays like this.'],
  no_session: ['暂时连接不上服务，请稍后刷新页面。', 'The service cannot be reached. Please reload the page later.'],
  no_receipt: ['提交已完成，但记录暂时取不到。', 'Submitted, but the record cannot be fetched now.'],
  copied: ['已复制', 'Copied'],
  level: ['认证级别', 'Level'],
  since: ['开通时间', 'Since'],
  done: ['认证通过，服务已开通', 'Authenticated, the service is open'],
  closed: ['已撤回同意，服务已停止', 'Consent withdrawn, the service has stopped'],
  take_back: ['撤回同意', 'Withdraw consent'],
  take_back_required: ['撤回后停止处理，须实名的服务随即停止', 'Handling stops, and with it the services that need a real name'],
  take_back_optional: ['撤回后停止处理，不影响服务', 'Handling stops; the service is not affected'],
  taken_back: ['已撤回', 'Withdrawn'],
  withdrawn: ['已撤回，并已记录。撤回前已进行的处理仍然有效，签名记录依法保存。', 'Withdrawn, and on record. What was done before stays valid; the signed record is kept as the law asks.'],
  not_withdrawn: ['暂时无法撤回，请稍后再试。', 'This cannot be withdrawn now. Please try again later.'],
};

const chinese = {};
for (const node of document.querySelectorAll('[data-t]')) chinese[node.dataset.t] = node.textContent;
for (const node of document.querySelectorAll('[data-t-label]')) chinese[node.dataset.tLabel] = node.getAttribute('aria-label');

export const locales = ['zh-CN', 'zh-TW', 'en'];
const wanted = new URLSearchParams(location.search).get('lang');
export let locale = locales.includes(wanted) ? wanted : 'zh-CN';

/** A sentence of zh-CN, in the Chinese of now. */
const inChinese = (sentence) => (locale === 'zh-TW' && Object.hasOwn(traditional, sentence) ? traditional[sentence] : sentence);
/** One of a pair [zh-CN, en]. */
export const pick = ([simplified, english]) => (locale === 'en' ? english : inChinese(simplified));
/** A sentence of `spoken`, in the language of now. */
export const say = (key) => pick(spoken[key] ?? [key, key]);

/** Write every marked text in the current language; `lang` first, since it decides fonts and voices. */
export function paint() {
  document.documentElement.lang = locale;
  const text = (key) => (locale === 'en' ? english[key] : null) ?? inChinese(chinese[key]);
  for (const node of document.querySelectorAll('[data-t]')) node.textContent = text(node.dataset.t);
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', text(node.dataset.tLabel));
  document.querySelector('#language').value = locale;
}

/** Calls back with each change of the language, which stays in the address: a reload and a shared link keep it. */
export function onLanguage(changed) {
  document.querySelector('#language').addEventListener('change', ({ target }) => {
    locale = locales.includes(target.value) ? target.value : 'zh-CN';
    const url = new URL(window.location.href);
    if (locale === 'zh-CN') url.searchParams.delete('lang');
    else url.searchParams.set('lang', locale);
    history.replaceState(null, '', url);
    paint();
    changed();
  });
}
