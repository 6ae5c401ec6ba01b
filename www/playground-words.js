// The front page's words: [zh-TW, en]; zh-CN is what index.html says, and what stands first where a script writes.
const marked = {
  title_page: ['realname · 試用與文件', 'realname · playground and documents'],
  skip: ['跳到表單', 'Skip to the form'],
  nav_demo: ['演示聲明', 'Demo notice'],
  demo: ['演示，非備案服務', 'Demo, not a filed service'],
  demo_more: ['請勿填寫真實身分資訊', 'Do not enter real identity data'],
  what: ['實名認證元件', 'real-name form'],
  nav: ['網站', 'Site'],
  signup: ['完整註冊頁', 'A whole signup page'],
  docs: ['文件', 'Documents'],
  title: ['調一調，複製，嵌入', 'Try it, copy it, embed it'],
  lede: ['下面是真實的 <realname-form>：外觀、語言、模式和政策可以隨時改，程式碼與所見一致。', 'This is the real <realname-form>: change its look, language, mode and policy; the code is what you see.'],
  controls: ['外觀與設定', 'Look and settings'],
  locale: ['語言', 'Language'],
  policy: ['政策', 'Policy'],
  policy_current: ['本服務現行政策（可提交）', 'This server\'s own (can be submitted)'],
  policy_brief: ['只要姓名和號碼（預覽）', 'Name and number only (preview)'],
  policy_children: ['未成年人與監護人（預覽）', 'Children and guardians (preview)'],
  embed: ['嵌入方式', 'Embed'],
  embed_page: ['在頁面裡', 'In the page'],
  embed_frame: ['在另一來源的框架裡', 'In a frame of another origin'],
  mode: ['模式', 'Mode'],
  mode_page: ['獨立提交', 'Submits by itself'],
  mode_field: ['作為表單的一項', 'A field of your form'],
  scheme: ['明暗', 'Scheme'],
  scheme_auto: ['跟隨頁面', 'As the page'],
  scheme_light: ['淺色', 'Light'],
  scheme_dark: ['深色', 'Dark'],
  theme: ['主題', 'Theme'],
  theme_standard: ['預設', 'Standard'],
  theme_ink: ['墨', 'Ink'],
  theme_jade: ['青玉', 'Jade'],
  theme_own: ['自訂', 'Your own'],
  accent: ['強調色', 'Accent'],
  radius: ['圓角', 'Corners'],
  gap: ['間距', 'Spacing'],
  font: ['字型', 'Font'],
  font_system: ['系統', 'System'],
  font_serif: ['襯線', 'Serif'],
  stage: ['表單', 'The form'],
  send: ['註冊', 'Sign up'],
  events: ['元件事件', 'Events of the element'],
  code: ['嵌入程式碼', 'The embed'],
  code_note: ['ROOT_KEY_THUMBPRINT 是閘道金鑰的指紋；憑據由您的後端向閘道領取。', 'ROOT_KEY_THUMBPRINT is that of your gateway\'s key; your backend asks the gateway for tickets.'],
  frame_note: ['FRAME_HOST 是框架自己的來源，上面不能有別的頁面；頁面的安全政策要有 frame-src。', 'FRAME_HOST is an origin of the frame\'s own, with no other page on it; your page\'s policy needs frame-src.'],
  copy: ['複製', 'Copy'],
  docs_note: ['文件以英文寫成，按原文顯示。', 'As they are written.'],
  doc_integrate: ['放進頁面：打包工具、框架、安全政策、事件', 'into a page: bundlers, frameworks, policy, events'],
  doc_codes: ['每個代碼與它的文字', 'each code and its words'],
  doc_server: ['閘道與保管服務', 'gateway and vault'],
  doc_verify: ['在 Node 後端核對', 'verifying in a Node backend'],
  doc_spec: ['線上格式', 'the wire format'],
  doc_notice: ['告知書怎樣寫', 'how a notice is written'],
  doc_threat: ['防什麼，不防什麼', 'what is guarded against, and what is not'],
  doc_compare: ['與同類相比', 'beside the peers'],
};
/** What scripts write: [zh-CN, zh-TW, en]. */
const spoken = {
  '': ['', '', ''],
  preview: ['预览：这份政策没有后端，不能提交。哪份政策生效由网关决定。', '預覽：這份政策沒有後端，不能提交。哪份政策生效由閘道決定。', 'A preview: nobody takes what is submitted under this policy. Which one is in force is the gateway\'s to say.'],
  faint: ['强调色在白底上只有 {ratio}:1，低于 3:1，边框和焦点看不清。', '強調色在白底上只有 {ratio}:1，低於 3:1，邊框和焦點看不清。', 'On white this accent has {ratio}:1, below 3:1: borders and focus are hard to see.'],
  sealed: ['表单里有了一项 identity，字符数：', '表單裡有了一項 identity，字元數：', 'The form now has a field “identity”; characters:'],
  admitted: ['认证通过，准入已打开。', '認證通過，准入已打開。', 'Authenticated, the gate is open.'],
  refused: ['不同意已记录，没有身份信息离开浏览器。', '不同意已記錄，沒有身分資訊離開瀏覽器。', 'The refusal is on record; no identity data left the browser.'],
  copied: ['已复制', '已複製', 'Copied'],
  no_session: ['暂时连接不上服务，请稍后刷新页面。', '暫時連不上服務，請稍後重新整理頁面。', 'The service cannot be reached. Please reload the page later.'],
};
const LOCALES = ['zh-CN', 'zh-TW', 'en'];
const chinese = { title_page: document.title };
for (const node of document.querySelectorAll('[data-t]')) chinese[node.dataset.t] = node.textContent;
for (const node of document.querySelectorAll('[data-t-label]')) chinese[node.dataset.tLabel] = node.getAttribute('aria-label');

/** A sentence of `spoken`. */
export const say = (key, locale) => spoken[key][LOCALES.indexOf(locale)];

/** Writes every marked text; `lang` first, since it decides fonts and voices. */
export function paint(locale) {
  document.documentElement.lang = locale;
  const text = (key) => (locale === 'zh-CN' ? chinese[key] : marked[key][LOCALES.indexOf(locale) - 1]);
  document.title = text('title_page');
  for (const node of document.querySelectorAll('[data-t]')) if (node.textContent !== text(node.dataset.t)) node.textContent = text(node.dataset.t);
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', text(node.dataset.tLabel));
}
