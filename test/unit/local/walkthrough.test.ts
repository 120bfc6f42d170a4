import { spawnSync } from 'node:child_process'
import { walkthrough } from '../../../local/walkthrough'

const account = { email: 'demo@example.com', password: 'Secret-1' }
const text = walkthrough({ page: 'http://127.0.0.1:8080' }, account, "/home/ada/it's a video.mp4")

describe('walkthrough', () => {
  it('is correct shell', () => expect(spawnSync('sh', ['-n'], { input: text }).stderr.toString()).toBe(''))

  it('keeps a path with quotes and blanks in one piece', () => {
    const lines = text.split('\n').filter((line) => line.startsWith('VIDEO='))
    const { stdout } = spawnSync('sh', ['-c', `${lines.join('\n')}\nprintf %s "$VIDEO"`])
    expect(stdout.toString()).toBe("/home/ada/it's a video.mp4")
  })

  it('sends the account as JSON', () => {
    const sent = /-d ('\{"email".*?\}')/.exec(text)?.[1] ?? ''
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${sent}`])
    expect(JSON.parse(stdout.toString())).toEqual(account)
  })

  it('asks for the file’s real name and size', () => {
    const body = /"\$AS" -H 'Content-Type: application\/json' -d ("\{.*?\}")\)/.exec(text)?.[1] ?? ''
    const { stdout } = spawnSync('sh', ['-c', `VIDEO=$0; printf %s ${body}`, 'package.json'])
    expect(JSON.parse(stdout.toString())).toEqual({ name: 'package.json', size: expect.any(Number) })
  })
})
