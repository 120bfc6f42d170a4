import { NetworkError } from '../api/errors'
import { type PutPart, partHeaders } from './put-part'

/** A connection that moves no byte for this long is given up, and the part sent again. */
const longestSilenceMs = 60_000

/** Sends parts with XMLHttpRequest (browsers only): unlike fetch, it tells how many bytes are on their way. */
export const putWithProgress: PutPart = (part, body, { signal, onSent }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    const fail = () =>
      reject(
        signal.aborted
          ? signal.reason
          : new NetworkError('The connection was lost during the upload. Check it and try again.'),
      )
    let silence = setTimeout(stop, longestSilenceMs)

    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(silence)
      silence = setTimeout(stop, longestSilenceMs)
      onSent(loaded)
    }
    request.onload = () => resolve({ status: request.status })
    request.onerror = fail
    request.onabort = fail
    request.onloadend = () => {
      clearTimeout(silence)
      signal.removeEventListener('abort', stop)
    }

    request.open('PUT', part.url)
    for (const [name, value] of partHeaders(part)) request.setRequestHeader(name, value)
    signal.addEventListener('abort', stop, { once: true })
    request.send(body)
  })
