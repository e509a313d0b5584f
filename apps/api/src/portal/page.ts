/** A plain page in the portal's dress, for what the API itself shows. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <title>${escaped(title)} · Countersign</title>
    <link rel="icon" href="/mark.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/style.css" />
  </head>
  <body>
    <header>
      <a class="brand" href="/"><img src="/mark.svg" alt="" width="28" height="28" /> Countersign</a>
      <a href="/reference">API reference</a>
    </header>
    <main><h1>${escaped(title)}</h1>${body}</main>
  </body>
</html>
`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
