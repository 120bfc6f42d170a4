import { uploadUnderFaults } from './support/upload-under-faults'

it('an upload through cuts, tipped bits, 500s, expired URLs and killed processes arrives unchanged', async () => {
  const { sent, stored, happened, sentTimes } = await uploadUnderFaults(300, [0.3, 0.7])

  expect(stored).toBe(sent)
  for (const fault of ['cut', 'damage', 500, 403] as const) expect(happened.get(fault)).toBeGreaterThan(0)
  // Parts that had arrived were not sent again, only those in progress when the process was killed.
  expect(sentTimes).toBeLessThan(1.6)
})
