import * as z from 'zod'

/** What may be fetched. Set per stage. */
export const ImportPolicy = z.strictObject({
  /** Whether `http:` is good enough, on port 80. */
  http: z.boolean(),
  /** Hosts that are allowed with any address, scheme and port: for tests on one's own machine. */
  trustedHosts: z.array(z.string()),
})
export type ImportPolicy = z.infer<typeof ImportPolicy>
