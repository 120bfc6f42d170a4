import { createHttpApp, type HttpApp } from '../shared/http'
import { accountRoutes } from './account-routes'
import type { AuthDeps } from './deps'
import { sessionRoutes } from './session-routes'
import { tokenRoutes } from './token-routes'

export function createApp(deps: AuthDeps): HttpApp {
  const app = createHttpApp(deps.log)
  accountRoutes(app, deps)
  sessionRoutes(app, deps)
  tokenRoutes(app, deps)
  return app
}
