# elvish completion for ectl. ectl itself says what may stand at the end of the line.
use str
set edit:completion:arg-completer[ectl] = {|@words|
    var head @lines = (ectl _complete elvish $@words[1..] 2>/dev/null </dev/null | from-lines)
    if (str:has-prefix $head words) {
        for line $lines {
            var word end about = (str:split "\t" $line)
            var shown = (if (eq $about '') { put $word } else { put $word' ('$about')' })
            edit:complex-candidate $word &code-suffix=$end &display=$shown
        }
    } else {
        edit:complete-filename $words[-1]
    }
}
