const transform = {
  '^.+\\.[mc]?[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
}

function project(displayName, more = {}) {
  return {
    displayName,
    testEnvironment: 'node',
    testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
    transform,
    // Built packages have a package.json each, with names that jest would take for modules of ours.
    modulePathIgnorePatterns: ['<rootDir>/.build/packages/'],
    // These come as ES modules only.
    transformIgnorePatterns: ['/node_modules/(?!(uuid|@hono|get-port)/)'],
    ...more,
  }
}

/** A local cloud of their own, for the tests of the project. */
function withLocalCloud(patience) {
  return {
    globalSetup: '<rootDir>/test/e2e/support/start.ts',
    globalTeardown: '<rootDir>/test/e2e/support/stop.ts',
    setupFilesAfterEnv: [patience, '<rootDir>/test/e2e/support/note-run.ts'],
  }
}

/**
 * `unit` and `infra` need nothing but the tools. `e2e` shares one local cloud, which `alone` has for itself: it kills and counts the cloud's
 * processes. `full` is what takes too long for every `npm test`; `second-emulator` goes with it, and starts an emulator of
 * its own.
 */
module.exports = {
  projects: [
    project('unit'),
    project('infra', { globalSetup: '<rootDir>/test/infra/support/synthesize.ts' }),
    project('e2e', {
      ...withLocalCloud('<rootDir>/test/e2e/support/patience.ts'),
      testPathIgnorePatterns: ['<rootDir>/test/e2e/alone/'],
    }),
    project('alone', {
      ...withLocalCloud('<rootDir>/test/e2e/support/patience.ts'),
      testMatch: ['<rootDir>/test/e2e/alone/**/*.test.ts'],
    }),
    project('full', {
      ...withLocalCloud('<rootDir>/test/full/support/patience.ts'),
      testPathIgnorePatterns: ['<rootDir>/test/full/second-emulator/'],
    }),
    project('second-emulator', {
      testMatch: ['<rootDir>/test/full/second-emulator/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/test/full/support/patience.ts'],
    }),
  ],
}
