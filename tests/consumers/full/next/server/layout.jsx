// The layout where Next renders at each request.
export const dynamic = 'force-dynamic';
export const metadata = { title: 'Consumer' };

export default function Layout({ children }) {
  return <html lang="zh-CN" data-rendered={process.hrtime.bigint().toString()}><body>{children}</body></html>;
}
