/** The page's Content-Security-Policy: everything from its own origin, but for the presigned transfers straight to and from S3. */
export function contentSecurityPolicy(mediaOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    // A chosen file can be played before it is sent.
    `media-src 'self' blob: ${mediaOrigin}`,
    `connect-src 'self' ${mediaOrigin}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // No script writes markup, so no Trusted Types policy is allowed.
    "trusted-types 'none'",
  ].join('; ')
}

/** Longest that browsers should insist on TLS: two years, as the preload list asks for. Seconds. */
export const strictTransportSeconds = 63_072_000

/** `Cache-Control` of what has a hash in its name. For everything else `no-cache`: asking again is cheap, and nobody keeps an old page. */
export const keptForEver = 'public, max-age=31536000, immutable'
