/** A program on this machine, and what starts it. */
export interface Program {
  readonly path: string
  /** Path of our launcher (`lambdas/conversion/launcher/`). Without one, the kernel keeps no limits. */
  readonly launcher: string | undefined
}

/** What a process is started with. */
export interface Invocation {
  readonly program: string
  readonly args: readonly string[]
}
