import { accountStoreContract, attemptsContract } from '../../contract/account-store'
import { memoryAccountStore, memoryAttempts } from '../../support/memory-auth'

describe('the auth room’s table in memory', () => accountStoreContract(async () => memoryAccountStore()))
describe('attempts in memory', () => attemptsContract(async () => memoryAttempts()))
