import { audioStoreContract } from '../../contract/audio-store'
import { jobStoreContract } from '../../contract/job-store'
import { keyedRequestContract } from '../../contract/keyed-requests'
import { outboxContract } from '../../contract/outbox'
import { outputStoreContract } from '../../contract/output-store'
import { ownerStoreContract } from '../../contract/owner-store'
import { sourceStoreContract } from '../../contract/source-store'
import {
  memoryAudioStore,
  memoryJobStore,
  memoryOutbox,
  memoryOutputStore,
  memorySourceStore,
} from '../../support/in-memory'

describe('the jobs table in memory', () => {
  jobStoreContract(async () => {
    const jobs = memoryJobStore()
    return { jobs, override: async (owner, overrides) => jobs.override(owner, overrides) }
  })
})

describe('an owner’s rows in memory', () => {
  ownerStoreContract(async () => {
    const jobs = memoryJobStore()
    return { jobs, owners: jobs, override: async (owner, overrides) => jobs.override(owner, overrides) }
  })
})

describe('requests with a key, in memory', () => keyedRequestContract(async () => memoryJobStore()))

describe('the sources in memory', () => {
  sourceStoreContract(
    async () => {
      const sources = memorySourceStore()
      return { sources, receive: async (...part) => sources.receive(...part) }
    },
    { takesTinyParts: true, ignoresSize: false },
  )
})

describe('the outputs in memory', () => {
  audioStoreContract(async () => {
    const audio = memoryAudioStore(Date.now)
    return {
      audio,
      put: async (job, bytes) => audio.put(job, bytes),
      has: async (key) => audio.keys().includes(key),
    }
  })
})

describe('the way of the outputs in memory', () => {
  outputStoreContract(async () => {
    const audio = memoryAudioStore()
    return { outputs: memoryOutputStore(audio), read: async (key) => audio.get(key) }
  })
})

describe('the outbox in memory', () => {
  outboxContract(async () => {
    const outbox = memoryOutbox()
    return {
      outbox,
      fetches: async () => outbox.fetches,
      converts: async () => outbox.converts,
      events: async () => outbox.events,
    }
  })
})
