import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addressOf } from '../../../cli/service/address'
import { credentialsIn } from '../../../cli/service/credentials'
import { foldersOf } from '../../../cli/service/folders'
import { folder } from './world'

const none = { option: undefined, variable: undefined, current: undefined }

function withLocalCloud(page: string): string {
  const directory = folder()
  mkdirSync(join(directory, '.audiolift'))
  mkdirSync(join(directory, 'below', 'it'), { recursive: true })
  writeFileSync(join(directory, '.audiolift', 'local.json'), JSON.stringify({ page }))
  return join(directory, 'below', 'it')
}

describe('the service that is meant', () => {
  const directory = withLocalCloud('http://127.0.0.1:8080')

  it('is what is said first, then what runs here, then that of the last login', () => {
    const all = { option: 'https://a.example/', variable: 'https://b.example', current: 'https://c.example', directory }
    expect(addressOf(all)).toBe('https://a.example')
    expect(addressOf({ ...all, option: undefined })).toBe('https://b.example')
    expect(addressOf({ ...all, option: undefined, variable: undefined })).toBe('http://127.0.0.1:8080')
    expect(addressOf({ ...none, current: 'https://c.example', directory: folder() })).toBe('https://c.example')
    expect(() => addressOf({ ...none, directory: folder() })).toThrow(expect.objectContaining({ exitCode: 3 }))
  })

  it('is never one that a folder from elsewhere names', () => {
    const planted = withLocalCloud('https://thief.example')
    expect(() => addressOf({ ...none, directory: planted })).toThrow('No Audiolift is known yet')
  })

  it.each(['http://audio.example.com', 'ftp://a', 'nonsense', 'https://me:secret@a.example', 'https://a.example/?x=1'])(
    'is not %s',
    (option) => {
      expect(() => addressOf({ ...none, option, directory })).toThrow(expect.objectContaining({ exitCode: 2 }))
    },
  )
})

describe('credentials', () => {
  it('are readable by their owner alone, even where the folder was there before', () => {
    const config = join(folder(), 'audiolift')
    mkdirSync(config, { mode: 0o755 })
    chmodSync(config, 0o755)
    credentialsIn(config).session('https://a.example').write({ accessToken: 'one' })
    expect(statSync(config).mode & 0o777).toBe(0o700)
    expect(statSync(join(config, 'credentials.json')).mode & 0o777).toBe(0o600)
  })

  it('are given to the service only that they are for', () => {
    const config = folder()
    credentialsIn(config).session('https://a.example').write({ accessToken: 'one', refreshToken: 'more' })
    credentialsIn(config).use('https://a.example')
    expect(credentialsIn(config).session('https://b.example').read()).toBeUndefined()
    expect(credentialsIn(config).session('https://a.example').read()).toEqual({
      accessToken: 'one',
      refreshToken: 'more',
    })
    expect(credentialsIn(config).read().current).toBe('https://a.example')
    credentialsIn(config).session('https://a.example').write(undefined)
    expect(credentialsIn(config).session('https://a.example').read()).toBeUndefined()
  })

  it('are not there where the file is damaged', () => {
    const config = folder()
    writeFileSync(join(config, 'credentials.json'), '{"services":')
    expect(credentialsIn(config).session('https://a.example').read()).toBeUndefined()
  })

  it('lie in the folders of XDG', () => {
    expect(foldersOf({ env: {}, home: '/home/ada' })).toEqual({
      config: '/home/ada/.config/audiolift',
      state: '/home/ada/.local/state/audiolift',
    })
    const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: 'relative' }
    expect(foldersOf({ env, home: '/home/ada' })).toEqual({
      config: '/c/audiolift',
      state: '/home/ada/.local/state/audiolift',
    })
  })
})
