import { packageVersion } from '@earshot/shared';

process.stdout.write(`earshot ${packageVersion}\n`);
