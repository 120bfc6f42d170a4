import type { ConversionOptions } from '../client/api/client'
import type { Prepared } from '../client/smart/prepared'
import { prepareLazily } from '../client/smart/smart-upload'
import type { Source } from '../client/upload/source'
import type { Change, Own } from './transfer'

export interface Staging {
  /** Extracts the audio from the file, where it is certain to be the same; once for the same options. */
  prepare(own: Own): Promise<Prepared>
  /** What is to be sent of it, and the options that go with that. */
  sourceOf(own: Own): Promise<{ readonly source: Source; readonly options: ConversionOptions }>
  /** Stops reading it, and frees what was extracted. */
  discard(own: Own): void
}

/** Looks at files, one after the other: how much of each has to be sent. */
export function createStaging(change: Change): Staging {
  let looking: Promise<unknown> = Promise.resolve()

  function prepare(own: Own): Promise<Prepared> {
    const { track, language, cover } = own.options
    const wish = JSON.stringify([track, language, cover === 'frame'])
    if (own.preparing?.wish === wish) return own.preparing.result
    own.preparing?.stop.abort()
    const { file } = own
    if (!file) throw new Error('A file is prepared that has to be chosen first')
    const stop = new AbortController()
    change(own, { prepared: 0, totalBytes: own.size })
    const onProgress = (share: number) => {
      if (Math.floor(share * 100) !== Math.floor(own.prepared * 100)) change(own, { prepared: share })
    }
    const options = { ...(track && { track }), ...(language && { language }), ...(cover && { cover }) }
    const look = () => prepareLazily(file, options, { signal: stop.signal, onProgress })
    const result = looking.then(look)
    looking = result.catch(() => {})
    own.preparing = { wish, result, stop }
    result
      .then(({ source }) => own.preparing?.stop === stop && change(own, { prepared: 1, totalBytes: source.size }))
      .catch(() => {}) // sending it reports the same error
    return result
  }

  return {
    prepare,
    async sourceOf(own) {
      const { audio } = own
      if (audio)
        return {
          source: { name: own.name, size: audio.size, slice: (start, end) => audio.slice(start, end) },
          options: own.options,
        }
      const { source, doubt, chapters } = await prepare(own)
      if (doubt !== undefined) return { source, options: own.options }
      const { track, language, ...options } = own.options // there is only the chosen one left
      const carried = chapters.length > 0 && options.chapters !== 'none' ? { chapterList: [...chapters] } : {}
      return { source, options: { ...carried, ...options } }
    },
    discard({ preparing }) {
      preparing?.stop.abort()
      void preparing?.result.then(({ discard }) => discard()).catch(() => {})
    },
  }
}
