import { checkedBaseUrl } from '../../../../client/api/base-url'
import { createClient } from '../../../../client/api/client'

it('takes an address with or without a slash at its end, and with a path', () => {
  expect(checkedBaseUrl('https://audio.example.com/')).toBe('https://audio.example.com')
  expect(checkedBaseUrl('http://127.0.0.1:8080/lift//')).toBe('http://127.0.0.1:8080/lift')
})

it.each(['audio.example.com', 'localhost:8080', 'ftp://audio.example.com', 'https://', 'no address', '', '/lift'])(
  'says in a sentence that “%s” is not an address, before anything is sent',
  (baseUrl) => {
    expect(() => createClient({ baseUrl })).toThrow(
      new TypeError(`baseUrl: “${baseUrl}” is not an address. Give a complete one, such as https://audio.example.com.`),
    )
  },
)

it('lets a page leave out its own origin, but nothing else', () => {
  expect(checkedBaseUrl('', true)).toBe('')
  expect(checkedBaseUrl('/lift/', true)).toBe('/lift')
  expect(() => checkedBaseUrl('audio.example.com', true)).toThrow(TypeError)
})
