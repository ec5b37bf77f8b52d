#!/bin/sh
# Installs Chinese fonts where none is found and apt is there; elsewhere says what to install.
set -eu
found() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh family 2>/dev/null | head -n 1)" ]; }
found && exit 0
# A font can be there without fontconfig.
for dir in /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" /System/Library/Fonts /Library/Fonts "$HOME/Library/Fonts"; do
    [ -d "$dir" ] && [ -n "$(find "$dir" \( -iname '*noto*cjk*' -o -iname '*simsun*' -o -iname '*songti*' -o -iname '*SourceHan*' -o -iname '*wenkai*' \) -print 2>/dev/null | head -n 1)" ] && exit 0
done
if command -v apt-get >/dev/null 2>&1; then
    sudo=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 && sudo=sudo || { echo "No Chinese font found. As root: apt-get install fonts-noto-cjk fonts-lxgw-wenkai" >&2; exit 1; }
    fi
    echo "No Chinese font found: installing fonts-noto-cjk and fonts-lxgw-wenkai" >&2
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq fonts-noto-cjk fonts-lxgw-wenkai >/dev/null
    exit 0
fi
cat >&2 <<'TEXT'
No Chinese font found. Install "Noto Serif CJK SC" and "Noto Sans CJK SC" (the Noto CJK fonts) and "LXGW WenKai",
then run this again. 未找到中文字体：请安装 Noto Serif CJK SC、Noto Sans CJK SC 与霞鹜文楷后重试。
TEXT
exit 1
