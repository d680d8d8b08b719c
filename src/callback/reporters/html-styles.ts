/** The look of the HTML report. Holds no `<` and no `&`, so that it can stand in the page as it is. */
export const styles = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --page: #fff; --card: #f6f8fa; --line: #d1d9e0;
  --failed: #c5221f; --warned: #8a5a00; --passed: #1a7f37; --skipped: #59636e; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b3; --page: #0d1117; --card: #161b22;
  --line: #30363d; --failed: #ff7b72; --warned: #e3b341; --passed: #56d364; --skipped: #9da7b3; --link: #79b8ff; } }
body { margin: 0; background: var(--page); color: var(--text); line-height: 1.6;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2.5rem 0 1rem; font-size: 1.25rem; }
h3 { margin: 0 0 .5rem; font-size: 1rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .85em; }
code { color: var(--soft); font-weight: normal; }
pre { margin: .5rem 0; padding: .75rem; overflow: auto; max-height: 30rem; background: var(--page);
  border: 1px solid var(--line); border-radius: 6px; }
.counts { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; padding: 0; list-style: none; }
.counts li { padding: .25rem .9rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.counts b { font-size: 1.3rem; }
.counts .failed b, tr.failed td:first-child { color: var(--failed); }
.counts .warned b, tr.warned td:first-child { color: var(--warned); }
.counts .passed b, tr.passed td:first-child { color: var(--passed); }
.counts .skipped b, tr.skipped td:first-child { color: var(--skipped); }
.partial { color: var(--warned); font-weight: bold; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--soft); max-width: 18rem; }
dd { margin: 0; overflow-wrap: anywhere; }
article { margin: 1rem 0; padding: 1rem; background: var(--card); border: 1px solid var(--line);
  border-left: 4px solid var(--skipped); border-radius: 6px; }
article.failed { border-left-color: var(--failed); }
article.warned { border-left-color: var(--warned); }
details { margin: .5rem 0; }
summary { cursor: pointer; }
small { color: var(--soft); }
table { width: 100%; border-collapse: collapse; }
td { padding: .25rem .5rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:first-child, td:last-child { width: 5rem; white-space: nowrap; }
td:nth-child(3) { width: 16rem; }
td:last-child { text-align: right; color: var(--soft); }
`;
