import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from '@smithy/core/client'
import { type RecordedCall, targetsOf } from './targets'
import { callsVariable } from './variable'

const { [callsVariable]: folder = '', AWS_LAMBDA_FUNCTION_NAME: name = '' } = process.env
const fn = name.replace(/^audiolift-[^-]+-/, '').replace('-', '/')

/**
 * Every command of every client comes by here, also one that is only signed. The local cloud's end-to-end tests put this into the
 * functions' bundles (../bundle.ts), so that each call can be held against the function's role.
 */
const prepare = Command.prototype.resolveMiddlewareWithContext
Command.prototype.resolveMiddlewareWithContext = function (stack, configuration, options, context) {
  const signed = stack.identify().some((entry) => entry.startsWith('presignInterceptMiddleware'))
  const operation = `${context.clientName.replace('Client', '')}.${context.commandName.replace('Command', '')}`
  this.middlewareStack.add(
    (next) => (args) => {
      for (const target of targetsOf(operation, args.input))
        record({ fn, operation, ...target, ...(signed && { signed }) })
      return next(args)
    },
    { step: 'initialize', name: 'recordCalls', override: true },
  )
  return prepare.call(this, stack, configuration, options, context)
}

/** At once: the process may be killed by a test. A line is short enough not to be mixed with that of another process. */
function record(call: RecordedCall): void {
  appendFileSync(join(folder, `${name}.jsonl`), `${JSON.stringify(call)}\n`)
}
