#!/bin/sh
# falls.sh TEXT COMMAND...: succeeds if the command fails and says TEXT.
text=$1
shift
if said=$("$@" 2>&1); then
  echo "it does not fall: $*"
  exit 1
fi
case $said in
  *"$text"*) exit 0 ;;
esac
echo "it falls, but does not say '$text':"
echo "$said"
exit 1
