import type { Credentials } from '../client/api/client'
import type { Addresses } from './addresses'

/**
 * The same steps by hand, to paste into a terminal. They need only `curl` and `node`; each line needs those above it.
 */
export function walkthrough({ page }: Pick<Addresses, 'page'>, account: Credentials, video: string): string {
  const json = `-H 'Content-Type: application/json'`
  return `field() { node -pe 'JSON.parse(require("fs").readFileSync(0))'"$1"; }
AUDIOLIFT=${page}
VIDEO=${quoted(video)}
TOKEN=$(curl -sS "$AUDIOLIFT/v1/auth/login" ${json} -d ${quoted(JSON.stringify(account))} | field .access_token)
AS="Authorization: Bearer $TOKEN"
UPLOAD=$(curl -sS "$AUDIOLIFT/v1/uploads" -H "$AS" ${json} -d "{\\"name\\": \\"$(basename "$VIDEO")\\", \\"size\\": $(wc -c < "$VIDEO")}")
JOB=$(echo "$UPLOAD" | field .job.id)
curl -sS -T "$VIDEO" "$(echo "$UPLOAD" | field '.upload.parts[0].url')"
curl -sS -X POST "$AUDIOLIFT/v1/uploads/$JOB/complete" -H "$AS"
until curl -sS "$AUDIOLIFT/v1/jobs/$JOB" -H "$AS" | grep -E '"state":"(done|failed)"'; do sleep 1; done
curl -sSL "$AUDIOLIFT/v1/jobs/$JOB/audio" -H "$AS" -o audio.mp3`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
