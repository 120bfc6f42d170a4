import { mergeTags, parseChapters, parseFfmetadata } from '../../../../../lambdas/conversion/engine/ffmpeg/tags'

test('takes the tags that belong to audio, in upper and lower case', () => {
  expect(
    parseFfmetadata(';FFMETADATA1\nmajor_brand=isom\ntitle=Tïtle\nARTIST=Me\nlocation=+48.2/\nencoder=Lavf\n'),
  ).toEqual({
    title: 'Tïtle',
    artist: 'Me',
  })
})

test('undoes escapes, and makes one line of several', () => {
  expect(parseFfmetadata(';FFMETADATA1\ntitle=a\\=b\\;c\\#d\\\\e\\\nf\nalbum=x\n')).toEqual({
    title: 'a=b;c#d\\e f',
    album: 'x',
  })
})

test('leaves out the tags of chapters and streams', () => {
  expect(parseFfmetadata(';FFMETADATA1\ntitle=File\n[CHAPTER]\nTIMEBASE=1/1000\ntitle=One\nartist=Two\n')).toEqual({
    title: 'File',
  })
})

test('shortens a tag of any length', () => {
  expect(parseFfmetadata(`;FFMETADATA1\ncomment=${'x'.repeat(1e6)}\n`).comment).toHaveLength(2000)
})

test('reads chapters in their own time base, and leaves out those that make no sense', () => {
  const chapter = (start: number, end: number) =>
    `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${end}\ntitle=a\\=b\n`
  expect(
    parseChapters(`;FFMETADATA1\ntitle=File\n${chapter(0, 1500)}${chapter(3000, 2000)}[CHAPTER]\nSTART=1\n`),
  ).toEqual([{ start: 0, end: 1.5, title: 'a=b' }])
})

test('tags that were asked for take the place of the source’s, and an empty one leaves it out', () => {
  expect(mergeTags({ title: 'A', artist: 'B' }, { title: 'C', artist: '', albumArtist: 'D' })).toEqual({
    title: 'C',
    album_artist: 'D',
  })
})

test('a hostile tag is one short line of visible characters', () => {
  const title = 'safe\\\nARTIST\\=forged \u001b[2J\u009b\u202egnp.exe\u2066!'
  expect(parseFfmetadata(`title=${title}\n`)).toEqual({ title: 'safe ARTIST=forged [2J gnp.exe !' })
})

test('a tag of ten megabytes is cut, and not within a character', () => {
  const { title = '' } = parseFfmetadata(`title=x${'😀'.repeat(2_500_000)}\n`)
  expect(title).toBe(`x${'😀'.repeat(999)}`)
})
