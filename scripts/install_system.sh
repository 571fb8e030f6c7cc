#!/usr/bin/env bash
# Install what the tests need beside Python: Chromium with its driver, and a Java runtime for Spark.
# Where that cannot be done, say which tests will be skipped. Never fails.
cd "$(dirname "$0")/.." || exit 0

has_browser() { command -v chromium >/dev/null && command -v chromedriver >/dev/null; }
has_java() { command -v java >/dev/null; }
has_pyspark() { .venv/bin/python -c 'import pyspark' >/dev/null 2>&1; }

wanted=()
has_browser || wanted+=(chromium chromium-driver fonts-dejavu-core)
# Nothing but pyspark uses Java, so it comes only where pyspark was installed.
if has_pyspark && ! has_java; then wanted+=(default-jre-headless); fi

if [ ${#wanted[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "Not root, so not installed: ${wanted[*]}"
  elif ! command -v apt-get >/dev/null; then
    echo "No apt-get here, so not installed: ${wanted[*]}"
  else
    echo "Installing ${wanted[*]}: a minute or two"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if ! { apt-get update && apt-get install -y --no-install-recommends "${wanted[@]}"; } \
        </dev/null >"$log" 2>&1; then
      echo "apt-get failed:"
      tail -n 5 "$log"
    fi
    rm -f "$log"
  fi
fi

has_browser || echo "Tests marked browser will be skipped: no chromium with chromedriver."
if ! has_pyspark; then
  echo "Tests on Spark will be skipped: the extra spark is not installed."
elif ! has_java; then
  echo "Tests on Spark will be skipped: no Java runtime."
fi
exit 0
