import { Uppy } from '@uppy/core'
import Dashboard from '@uppy/dashboard'
import GoldenRetriever from '@uppy/golden-retriever'
import { createClient } from '../../../client/api/client'
import { memorySession } from '../../../client/api/session'
import { AudioliftUploader } from '../../../client/uppy/audiolift-uploader'

/** The test's page: Uppy as in its documentation, over our uploader. The page's address names the signed-in user. */
const accessToken = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
const client = createClient({ baseUrl: '', session: memorySession({ accessToken }) })

const uppy = new Uppy({ id: 'audiolift' })
  .use(Dashboard, { inline: true, target: '#dashboard' })
  .use(GoldenRetriever)
  .use(AudioliftUploader, { client, parallel: 1 })
uppy.on('complete', ({ successful = [] }) => {
  document.title = `done ${successful.map(({ response }) => response?.body?.id).join()}`
})
