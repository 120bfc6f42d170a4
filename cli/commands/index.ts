import type { Command } from '../words/command'
import { completionOf } from './completion'
import { convert } from './convert'
import { formats } from './formats'
import { get } from './get'
import { login } from './login'
import { logout } from './logout'
import { ls } from './ls'
import { quota } from './quota'
import { rm } from './rm'
import { tokens } from './tokens'
import { watch } from './watch'

/** In the order of the help. */
export const commands: readonly Command[] = [
  login,
  logout,
  convert,
  watch,
  ls,
  get,
  rm,
  tokens,
  quota,
  formats,
  completionOf(() => commands),
]
