import { describeKills } from '../../e2e/alone/kills/describe-kills'
import { kinds } from '../../e2e/alone/kills/kills'

describeKills(
  Array.from({ length: 30 }, (_, n) => kinds[n % kinds.length] ?? kinds[0]),
  20_260_101,
)
