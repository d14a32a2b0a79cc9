/** `mp://host/x` as the host's Chromium has it, `https://host.mp.localhost/x`: for who looks at its pages from outside. */
export function toHostUrl(url: string): string {
  return url.replace(/^([a-z]+):\/\/([^/]+)/, 'https://$2.$1.localhost');
}
