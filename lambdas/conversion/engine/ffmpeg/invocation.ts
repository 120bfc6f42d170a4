/** What a process is started with. */
export interface Invocation {
  readonly program: string
  readonly args: readonly string[]
}
