import { start } from './start'

// `npm run cli`: npm runs scripts in the project's folder, and says here where the person is.
await start(process.env.INIT_CWD ?? process.cwd())
