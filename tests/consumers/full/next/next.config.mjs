// A static export: the page is rendered on the server once, when it is built.
export default { output: 'export' };
