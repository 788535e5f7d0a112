process.stdout.write('earshot\n');
