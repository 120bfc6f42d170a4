import { notFound } from '../shared/errors'
import { type HttpApp, idParam, requireOwner, requireScope, validate } from '../shared/http'
import type { AuthDeps } from './deps'
import { NewProgramToken, programToken, viewOfToken } from './domain'
import { hashOfToken, mintProgramToken } from './program-token'
import { forSubject, perClient } from './throttling'

/** Tokens for programs. Only who has signed in may see, make and remove them: a token cannot make another. */
export function tokenRoutes(app: HttpApp, deps: AuthDeps): void {
  const { accounts, now, newId, randomBytes, log } = deps
  const guarded = [requireOwner, requireScope('account'), perClient(deps, 'account')] as const

  app.get('/v1/tokens', ...guarded, async (c) =>
    c.json({ tokens: (await accounts.tokens(c.get('owner'))).map(viewOfToken) }),
  )

  app.post('/v1/tokens', ...guarded, validate('json', NewProgramToken), async (c) => {
    const owner = c.get('owner')
    await forSubject(deps, 'account', owner)
    const made = programToken(owner, newId(), c.req.valid('json'), now())
    const token = mintProgramToken(randomBytes)
    await accounts.addToken(made, hashOfToken(token), c.get('signedInAt'), now())
    log.info('token made', { owner, token: made.id, scopes: made.scopes })
    c.header('Cache-Control', 'no-store')
    return c.json({ ...viewOfToken(made), token }, 201)
  })

  app.delete('/v1/tokens/:id', ...guarded, async (c) => {
    const [owner, id] = [c.get('owner'), idParam(c.req.param('id'))]
    if (!(await accounts.removeToken(owner, id))) throw notFound()
    log.info('token revoked', { owner, token: id })
    return c.body(null, 204)
  })
}
