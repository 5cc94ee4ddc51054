# PowerShell completion for ectl. ectl itself says what may stand at the end of the line.
Register-ArgumentCompleter -Native -CommandName ectl -ScriptBlock {
    param($word, $line, $cursor)
    $before = @($line.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($_.PSObject.Properties['Value']) { "$($_.Value)" } else { "$_" } })
    # An empty argument would get lost.
    & ectl _complete powershell @before "=$($word.Trim("'"))" 2>$null | Select-Object -Skip 1 |
        ForEach-Object {
            $text, $shown, $about = $_.Split("`t")
            if (-not $about) { $about = $shown }
            [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $about)
        }
}
