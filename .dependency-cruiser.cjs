/** Who may import whom. The rooms are in the order in which they may depend on one another, as in lib/registry.ts. */
const rooms = ['gateway', 'auth', 'jobs', 'uploads', 'imports', 'conversion', 'sharing', 'web', 'notifications']

/** The wings of the engine, each before those that may import it. */
const wings = ['model', 'formats', 'mp3', 'ffmpeg', 'source', 'sound', 'parallel', 'make', 'chapters']

function rule(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to }
}

/** Our own folders; every other import is a package or a Node built-in. */
const ours = '^(bin|lib|lambdas|local|client|cli|web|media|protocol|options|test|docs)/'

/** Where a room meets AWS: adapters, and the composition roots that choose them. */
const adapters = '(/aws\\.ts|/aws/|/verifier\\.ts|[/-]root\\.ts|\\.lambda\\.ts)'

/** The kernel's own decisions. */
const decisions =
  '(cost|domain|part-size|source-name|importing|keyed-request|life|metering|transition|retention|rights|mailed|decide|quotas|frees-at|counters|view|terms)\\.ts'

module.exports = {
  forbidden: [
    rule('no-cycles', 'Modules must not import one another in a circle.', {}, { circular: true }),
    rule('no-unresolved', 'Every import resolves.', {}, { couldNotResolve: true }),

    rule(
      'room-imports-room',
      'A room’s code imports its own room, shared/, and jobs/, the one shared kernel.',
      { path: '^lambdas/([^/]+)/', pathNot: '^lambdas/(shared|jobs)/' },
      { path: '^lambdas/', pathNot: '^lambdas/($1|shared|jobs)/' },
    ),
    rule(
      'kernel-imports-room',
      'jobs/ is the kernel and imports no other room.',
      { path: '^lambdas/jobs/' },
      { path: '^lambdas/', pathNot: '^lambdas/(jobs|shared)/' },
    ),
    rule(
      'shared-imports-room',
      'shared/ imports no room.',
      { path: '^lambdas/shared/' },
      { path: '^lambdas/', pathNot: '^lambdas/shared/' },
    ),
    rule(
      'lambda-looks-outside',
      'Code that runs in Lambda does not import infrastructure, local cloud, page or tests. The exception is the API’s description, which the gateway serves.',
      { path: '^lambdas/' },
      { path: ours, pathNot: '^(lambdas|media|protocol|options)/|^docs/openapi\\.json$' },
    ),
    rule(
      'description-outside-gateway',
      'Only the gateway serves the API’s description.',
      { path: '^lambdas/', pathNot: '^lambdas/gateway/api\\.lambda\\.ts$' },
      { path: '^docs/' },
    ),
    rule(
      'domain-is-not-pure',
      'Pure decisions import only Zod, errors and other pure files of shared/, protocol/, and the kernel’s decisions.',
      { path: `^lambdas/[^/]+/${decisions}$` },
      {
        pathNot: [
          'node_modules/zod/',
          '^lambdas/shared/((errors|mail|multipart|scopes)\\.ts$|audio/)',
          '^protocol/',
          '^options/',
          `^lambdas/jobs/${decisions}$`,
        ],
      },
    ),
    rule(
      'aws-outside-adapters',
      'Apps and verbs get their dependencies as arguments: only adapters and composition roots import the SDK.',
      { path: '^lambdas/', pathNot: adapters },
      { path: ['node_modules/@aws-sdk/', '^lambdas/[^/]+/aws(\\.ts|/)'] },
    ),
    rule(
      'engine-knows-a-room',
      'The engine knows files, streams and audio options, but neither AWS nor the rooms.',
      { path: '^lambdas/conversion/engine/' },
      { path: '^lambdas/', pathNot: '^lambdas/conversion/engine/' },
    ),
    ...wings.map((wing, index) =>
      rule(
        `engine-${wing}-looks-ahead`,
        `In the engine, ${wing}/ may import only ${wings.slice(0, index).join(', ') || 'nothing else'}.`,
        { path: `^lambdas/conversion/engine/${wing}/` },
        {
          path: '^lambdas/conversion/engine/',
          pathNot: `^lambdas/conversion/engine/(${wings.slice(0, index + 1).join('|')})/`,
        },
      ),
    ),
    rule('entry-is-imported', 'Nothing imports an entry point.', {}, { path: '\\.lambda\\.ts$' }),
    rule(
      'description-in-a-bundle',
      'The API’s description is generated during development; no function bundles its source.',
      { path: '\\.lambda\\.ts$' },
      { path: ['/openapi\\.ts$', 'node_modules/zod-openapi/'], reachable: true },
    ),

    rule(
      'stack-imports-code',
      'From a room’s code, its infrastructure imports env.ts only. The stages also set the jobs’ terms and quotas, and the import policy.',
      { path: '^lib/' },
      { path: '^lambdas/', pathNot: '^lambdas/([^/]+/env|jobs/(terms|quotas)|imports/remote/policy)\\.ts$' },
    ),
    rule(
      'stack-imports-other-env',
      'A stack imports its own room’s env.ts.',
      { path: '^lib/([^/]+)/' },
      { path: '^lambdas/[^/]+/env\\.ts$', pathNot: '^lambdas/($1|shared)/env\\.ts$' },
    ),
    rule(
      'infrastructure-looks-outside',
      'Infrastructure does not import local cloud, client, page or tests.',
      { path: '^lib/' },
      { path: ours, pathNot: '^(lib|lambdas|protocol)/' },
    ),
    ...rooms.map((room, index) =>
      rule(
        `${room}-looks-ahead`,
        `${room} may depend only on earlier rooms: ${rooms.slice(0, index).join(', ') || 'none'}.`,
        { path: `^lib/${room}/` },
        { path: `^lib/(${rooms.slice(index + 1).join('|') || '$^'})/` },
      ),
    ),

    rule(
      'page-looks-outside',
      'The page knows only the HTTP contract, through client/, protocol/ and options/.',
      { path: '^web/' },
      { path: ours, pathNot: '^(web|client|protocol|options)/' },
    ),
    rule(
      'command-line-looks-outside',
      'The command line knows only the HTTP contract, through client/, protocol/ and options/.',
      { path: '^cli/' },
      { path: ours, pathNot: '^(cli|client|protocol|options)/' },
    ),
    rule(
      'client-looks-outside',
      'The client imports only itself, media/ and protocol/.',
      { path: '^client/' },
      { path: ours, pathNot: '^(client|media|protocol)/' },
    ),
    rule(
      'media-is-not-pure',
      'media/ runs in browsers, Lambdas and Node, so it imports nothing else, not even built-ins.',
      { path: '^media/' },
      { pathNot: '^media/' },
    ),
    rule(
      'media-in-a-room',
      'In the API, only the engine reads media files.',
      { path: '^lambdas/', pathNot: '^lambdas/conversion/engine/' },
      { path: '^media/' },
    ),
    rule(
      'protocol-is-not-pure',
      'protocol/ runs in browsers, Lambdas and Node, so it imports nothing else, not even built-ins.',
      { path: '^protocol/' },
      { pathNot: '^protocol/' },
    ),
    rule(
      'options-are-not-pure',
      'options/ runs in browsers, Lambdas and Node: it imports protocol/, and nothing else, not even built-ins.',
      { path: '^options/' },
      { pathNot: '^(options|protocol)/' },
    ),
    rule(
      'client-api-looks-ahead',
      'In the client, api/ comes first: calls and types.',
      { path: '^client/api/' },
      { path: '^client/', pathNot: '^client/api/' },
    ),
    rule(
      'client-upload-looks-ahead',
      'upload/ sends any source and may import only api/.',
      { path: '^client/upload/' },
      { path: '^client/', pathNot: '^client/(api|upload)/' },
    ),
    rule(
      'client-smart-looks-ahead',
      'smart/ makes sources for upload/, independent of page and command line.',
      { path: '^client/smart/' },
      { path: '^client/', pathNot: '^client/(api|upload|smart)/' },
    ),
    rule(
      'client-uppy-looks-aside',
      'uppy/ is upload/ as a plugin; nothing else in the client imports Uppy.',
      { path: '^client/', pathNot: '^client/uppy/' },
      { path: ['^client/uppy/', 'node_modules/@uppy/'] },
    ),
    rule(
      'smart-is-not-lazy',
      'mediabunny is large: only smart/ imports it, and page and command line load that when needed.',
      { path: '^(client|cli|web)/', pathNot: '^client/smart/' },
      { path: ['node_modules/mediabunny/', '^client/smart/(in-browser|prepare|lift|containers)\\.ts$'] },
    ),
    rule('tests-are-imported', 'Nothing outside of test/ imports tests.', { pathNot: '^test/' }, { path: '^test/' }),
  ],
  options: {
    // TypeScript 7 has no JavaScript API, so SWC reads the sources; type-only imports count.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|\\.build|cdk\\.out)/.*/test/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json', '.css', '.svg', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
