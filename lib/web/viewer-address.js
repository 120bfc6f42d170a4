/**
 * A CloudFront function, in front of the API: tells it the viewer's address, whatever the viewer itself says it is. The header
 * `CloudFront-Viewer-Address` would need a policy that also sends the viewer's `Host`, which the gateway refuses.
 */
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  event.request.headers['audiolift-client'] = { value: event.viewer.ip }
  return event.request
}
