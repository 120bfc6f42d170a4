import { parseFfmetadata, tagArguments } from '../../../../lambdas/conversion/engine/tags'

test('takes the tags that belong to audio, whatever their case', () => {
  expect(
    parseFfmetadata(';FFMETADATA1\nmajor_brand=isom\ntitle=Tïtle\nARTIST=Me\nlocation=+48.2/\nencoder=Lavf\n'),
  ).toEqual({
    title: 'Tïtle',
    artist: 'Me',
  })
})

test('undoes escapes, also of line breaks', () => {
  expect(parseFfmetadata(';FFMETADATA1\ntitle=a\\=b\\;c\\#d\\\\e\\\nf\nalbum=x\n')).toEqual({
    title: 'a=b;c#d\\e\nf',
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

test('an ffmpeg told to write them writes nothing else', () => {
  expect(tagArguments({ title: '-y', artist: 'a=b' })).toEqual([
    '-map_metadata',
    '-1',
    '-metadata',
    'title=-y',
    '-metadata',
    'artist=a=b',
  ])
})
