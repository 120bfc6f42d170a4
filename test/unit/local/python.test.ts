import { findPython } from '../../../local/python'

/** Answers as the given commands would; every other cannot be started. */
function machine(answers: Record<string, string>) {
  return (command: string) => {
    const stdout = answers[command]
    return Promise.resolve(
      stdout === undefined
        ? { code: null, stdout: '', stderr: '', unstartable: 'ENOENT' }
        : { code: stdout === '' ? 127 : 0, stdout, stderr: '' },
    )
  }
}

describe('findPython', () => {
  it('takes the newest that is there', async () =>
    expect(await findPython(machine({ 'python3.12': '3.12\n', python3: '3.10\n' }))).toEqual({
      command: 'python3.12',
      version: [3, 12],
    }))

  it('passes over a shim whose version does not exist', async () =>
    expect((await findPython(machine({ 'python3.13': '', python3: '3.11\n' }))).command).toBe('python3'))

  it('tells 3.9 from 3.10', async () =>
    await expect(findPython(machine({ python3: '3.9\n', python: '2.7\n' }))).rejects.toThrow(
      /needs Python 3\.10 or later, but only Python 3\.9, 2\.7 was found\. Install it: `/,
    ))

  it('says that there is none', async () =>
    await expect(findPython(machine({}))).rejects.toThrow('no Python was found'))
})
